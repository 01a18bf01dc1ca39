import { ATTRIBUTES } from './attributes.ts';
import { type Path, showPath } from './path.ts';
import { physicalIds } from './physical-ids.ts';
import { asText, NO_VALUE, type Pseudo, type Scope, show } from './scope.ts';
import { unresolved } from './unresolved.ts';

/** What Ref gives for a parameter, a pseudo parameter or a resource. */
export function reference(name: string, path: Path, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const pseudo = scope.settings.pseudo;
  const pseudoName = name.startsWith('AWS::') ? name.slice('AWS::'.length) : '';
  if (Object.hasOwn(pseudo, pseudoName)) return pseudo[pseudoName as keyof Pseudo];
  if (Object.hasOwn(scope.template.Parameters ?? {}, name))
    return Object.hasOwn(scope.parameters, name) ? scope.parameters[name] : unresolved(`parameter ${name}`);
  return attribute(name, 'Ref', path, scope);
}

/** What Fn::GetAtt gives for an attribute of a resource; `Ref` is the attribute of Ref itself. */
export function attribute(logicalId: string, name: string, path: Path, scope: Scope): unknown {
  const what = name === 'Ref' ? `Ref ${logicalId}` : `${logicalId}.${name}`;
  const fail = (message: string): string => {
    scope.problem(path, message);
    return unresolved(what);
  };
  const resource = scope.resource(logicalId);
  if (!resource)
    return fail(`Expected ${what} to name ${name === 'Ref' ? 'a parameter or ' : ''}a resource of the template`);
  if (path[0] === 'Conditions') return fail(`Expected a condition not to depend on a resource but received ${what}`);
  scope.depends(path, logicalId);
  if (resource.Condition && scope.condition(resource.Condition, ['Resources', logicalId, 'Condition']) === false)
    return fail(`Expected ${what} to exist but its condition ${resource.Condition} is false`);
  const attributes = Object.hasOwn(ATTRIBUTES, resource.Type) ? ATTRIBUTES[resource.Type] : undefined;
  if (!attributes)
    return fail(`Expected a resource type whose values are known for ${what} but received ${resource.Type}`);
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (!value) return fail(`Expected an attribute of ${resource.Type} that is known but received ${what}`);
  const property = (propertyName: string): string | undefined => {
    const at = ['Resources', logicalId, 'Properties', propertyName];
    const given = resource.Properties?.[propertyName];
    const resolved = given === undefined ? NO_VALUE : scope.resolve(given, at);
    if (resolved === NO_VALUE) return undefined;
    return (
      asText(resolved) ??
      scope.problem(at, `Expected a single value for ${showPath(at)} but received ${show(resolved)}`)
    );
  };
  return (
    value({ logicalId, pseudo: scope.settings.pseudo, property, ...physicalIds(logicalId, scope.settings.pseudo) }) ??
    fail(`Expected the properties of ${logicalId} to tell ${what} but they do not`)
  );
}
