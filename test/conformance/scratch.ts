// validates generators: each family, random rows, plain decode and chromium decode vs drawn
import { startChromium, findChromium } from './chromium.ts';
import { difference, decodePlainly } from './compare.ts';
import { PNG } from './png-files.ts'; import { JPEG } from './jpeg-files.ts'; import { GIF } from './gif-files.ts'; import { WEBP } from './webp-files.ts'; import { BMP } from './bmp-files.ts';
import { seeded } from '../hostile/make/seeded.ts';
const c = await startChromium((await findChromium())!);
const only = process.argv[2];
for (const fam of [PNG,JPEG,GIF,WEBP,BMP]) { if (only && fam.name!==only) continue;
  const next = seeded(1); const worst=new Map<string,{n:number,max:number,sum:number}>();
  const add=(k:string,v:number)=>{const o=worst.get(k)??{n:0,max:0,sum:0};o.n++;o.max=Math.max(o.max,v);o.sum+=v;worst.set(k,o);};
  for (let i=0;i<Number(process.argv[3]??300);i++){ const row=Object.fromEntries(Object.entries(fam.dimensions).map(([k,v])=>[k,v[next()%v.length]!])); if(!fam.isPossible(row)){continue;}
    const u=await fam.make(row);
    for (const who of ['plain','chromium'] as const) { if (who==='plain'&&fam.name==='BMP') continue;
      try { const d= who==='plain'? await decodePlainly(u.bytes): await c.decode(u.bytes,u.type);
        const same = d.width===u.drawn.width&&d.height===u.drawn.height&&d.frames.length===u.drawn.frames.length;
        let e = same? Math.max(...d.frames.map((f,i)=>{const x=difference(f.rgba,u.drawn.frames[i]!.rgba,d.width); return Math.max(x.mean,x.alpha)})): 1000;
        if (same && (d.loop!==u.drawn.loop)) { add(who+' loop '+row.loop+' '+d.loop,1);}
        if (same && d.frames.length>1) { add(who+' delays '+d.frames.map(f=>f.delay)+' drawn '+u.drawn.frames.map(f=>f.delay),0)}
        for (const k of Object.keys(row)) add(who+' '+k+'='+row[k], e);
      } catch(err) { add(who+' ERR '+String(err).slice(0,150)+' '+JSON.stringify(row),999); }
    } }
  console.log('==',fam.name); for(const [k,v] of [...worst].sort((a,b)=>a[0]<b[0]?-1:1)) console.log(k.padEnd(60),v.n, 'mean',(v.sum/v.n).toFixed(2),'max',v.max.toFixed(2));
}
await c.end();
