import 'reflect-metadata';
/** What `@ApiProperty`, or the compiler plugin of `@nestjs/swagger`, records of a property; all of it unchecked. */
export type OpenApiProperty = Readonly<Record<string, unknown>>;

type PropertiesFactory = () => Readonly<Record<string, OpenApiProperty>>;

// The keys of @nestjs/swagger, which hosts need not have.
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';
const PLUGIN_FACTORY = '_OPENAPI_METADATA_FACTORY';

/** The described properties of a class and its ancestors; a decorator counts for more than the plugin. */
export function openApiPropertiesOf(type: NewableFunction): ReadonlyMap<string, OpenApiProperty> {
  const prototype = type.prototype as object;
  const properties = new Map<string, OpenApiProperty>();
  for (
    let ancestor: unknown = type;
    typeof ancestor === 'function';
    ancestor = Object.getPrototypeOf(ancestor)
  ) {
    if (!Object.hasOwn(ancestor, PLUGIN_FACTORY)) continue;
    const factory = (ancestor as unknown as Record<string, PropertiesFactory>)[PLUGIN_FACTORY];
    for (const [name, property] of Object.entries(factory?.() ?? {})) {
      properties.set(name, { ...property, ...properties.get(name) });
    }
  }
  const names = (Reflect.getMetadata(PROPERTY_NAMES, prototype) as readonly string[] | undefined) ?? [];
  for (const name of names.map((marked) => marked.replace(/^:/, ''))) {
    const property = Reflect.getMetadata(PROPERTY, prototype, name) as OpenApiProperty | undefined;
    properties.set(name, { ...properties.get(name), ...withoutUndefined(property ?? {}) });
  }
  return properties;
}

function withoutUndefined(property: OpenApiProperty): OpenApiProperty {
  return Object.fromEntries(Object.entries(property).filter(([, value]) => value !== undefined));
}
