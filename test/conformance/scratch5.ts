import sharp from 'sharp';
import { difference, decodePlainly } from './compare.ts';
import { PNG } from './png-files.ts';
// symmetry of enlargement
for (const [w,W] of [[8,16],[8,13],[61,100],[16,8],[61,24]] as const) {
const row=Buffer.alloc(w*8*3,0); for(let y=0;y<8;y++)for(let x=0;x<w;x++){const v=(x===(w>>1)||x===w-1-(w>>1))?255:40;row.fill(v,(y*w+x)*3,(y*w+x)*3+3);}
const {data}=await sharp(row,{raw:{width:w,height:8,channels:3}}).resize({width:W,height:8,fit:'fill'}).raw().toBuffer({resolveWithObject:true});
console.log(w,W,Array.from({length:W},(_,x)=>data[x*3]).join(' '));
}
for (const kind of ['gray8','gray16','grayAlpha16','rgb16']) { const u=await PNG.make({kind,scene:'photograph',transparency:/Alpha/.test(kind)?'channel':'none',interlaced:'no',colours:'iCCP exchanged',orientation:'1',animation:'none'});
 const d=await decodePlainly(u.bytes); console.log(kind, difference(d.frames[0]!.rgba,u.drawn.frames[0]!.rgba,61).mean, await sharp(u.bytes).metadata().then(m=>[m.space,m.depth,m.hasProfile,m.channels]));
 for (const f of ['png','webp'] as const){ const r=await sharp(u.bytes).toFormat(f).toBuffer(); const e=await decodePlainly(r); console.log('  plain sharp to',f,difference(e.frames[0]!.rgba,u.drawn.frames[0]!.rgba,61).mean.toFixed(1)); }
}
