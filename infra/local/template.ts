import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const Bag = z.record(z.string(), z.unknown()).default({});
const ResourceSchema = z.object({ Type: z.string(), Properties: Bag, Metadata: Bag });
const TemplateSchema = z.object({ Resources: z.record(z.string(), ResourceSchema) });
const AssetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

export type Resource = z.infer<typeof ResourceSchema>;

const TEMPLATE_SUFFIX = '.template.json';

/** A synthesised CloudFormation template and the assets beside it. */
export class Template {
  readonly stackName: string;
  readonly #resources: Readonly<Record<string, Resource>>;
  readonly #assets: ReadonlyMap<string, string>;

  private constructor(
    stackName: string,
    resources: Readonly<Record<string, Resource>>,
    assets: ReadonlyMap<string, string>,
  ) {
    this.stackName = stackName;
    this.#resources = resources;
    this.#assets = assets;
  }

  /** Reads the one stack of a cloud assembly. */
  static async read(folder: string): Promise<Template> {
    const file = (await readdir(folder)).find((name) => name.endsWith(TEMPLATE_SUFFIX));
    if (file === undefined) throw new Error(`${folder} holds no template`);
    const stackName = file.slice(0, -TEMPLATE_SUFFIX.length);
    const readJson = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, name), 'utf8'));
    const { Resources } = TemplateSchema.parse(await readJson(file));
    const { files } = AssetsSchema.parse(await readJson(`${stackName}.assets.json`));
    const assets = Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(folder, source.path)] as const),
    );
    return new Template(stackName, Resources, new Map(assets));
  }

  /** @throws when the template has no such resource */
  resource(logicalId: string): Resource {
    const found = this.#resources[logicalId];
    if (found === undefined) throw new Error(`the template has no resource ${logicalId}`);
    return found;
  }

  has(logicalId: string): boolean {
    return Object.hasOwn(this.#resources, logicalId);
  }

  ofType(type: string): { readonly logicalId: string; readonly resource: Resource }[] {
    return Object.entries(this.#resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]) => ({ logicalId, resource }));
  }

  /** The folder of the asset that would be uploaded under this key. */
  assetFolder(objectKey: string): string {
    const found = this.#assets.get(objectKey);
    if (found === undefined) throw new Error(`the assembly has no asset ${objectKey}`);
    return found;
  }
}
