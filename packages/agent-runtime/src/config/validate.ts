import {
  explainIssue,
  formatPath,
  got,
  isTree,
  nearestHint,
  type Problem,
  type Tree,
  unknownKey,
  valueAt,
} from '@kith/yaml-document';

import type { Section } from './section.js';

/** One section's values, validated, with every default filled in. */
export interface SectionConfig {
  readonly isEnabled: boolean;
  readonly config: unknown;
}

/** Checks a whole document. Everything that is wrong goes to `problems`; a section with a problem is left out. */
export function validate(
  root: unknown,
  sections: readonly Section[],
  problems: Problem[],
): ReadonlyMap<string, SectionConfig> {
  const document = treeAt(root, [], problems);
  const agent = treeAt(document['agent'], ['agent'], problems);
  const plugins = treeAt(document['plugins'], ['plugins'], problems);
  const ids = sections.filter(({ path }) => path[0] === 'plugins').map(({ id }) => id);
  checkNames(document, [], ['agent', 'plugins'], problems);
  checkNames(agent, ['agent'], agentNames(sections), problems);
  for (const id of Object.keys(plugins)) {
    if (ids.includes(id)) continue;
    const message = `unknown plugin "${id}"${nearestHint(id, ids)}`;
    problems.push({ path: ['plugins', id], message });
  }
  const configs = new Map<string, SectionConfig>();
  for (const section of sections) {
    const config = validateSection(document, section, problems);
    if (config) configs.set(section.id, config);
  }
  return configs;
}

function validateSection(
  document: Tree,
  section: Section,
  problems: Problem[],
): SectionConfig | undefined {
  const { path, schema, isOptional } = section;
  const raw = valueAt(document, path);
  const isShared = path.length === 1;
  const given = isTree(raw) ? raw : {};
  if (!isShared && raw !== undefined) treeAt(raw, path, problems);

  const { enabled = raw !== undefined, ...rest } = given;
  if (isOptional && typeof enabled !== 'boolean') {
    const at = [...path, 'enabled'];
    problems.push({
      path: at,
      message: `${formatPath(at)}: expected true or false${got(enabled)}`,
    });
  }
  if (!isOptional && !isShared && 'enabled' in given) {
    const at = [...path, 'enabled'];
    problems.push({
      path: at,
      message: `${formatPath(at)}: ${section.id} always runs; remove this key`,
    });
  }
  const values = isShared ? pick(given, Object.keys(schema.shape)) : rest;
  const parsed = schema.safeParse(values);
  if (parsed.success) return { isEnabled: !isOptional || enabled === true, config: parsed.data };
  for (const issue of parsed.error.issues)
    problems.push(...explainIssue(issue, schema, values, path));
  return undefined;
}

/** A mapping, or what stands for an empty one: nothing, or a key with nothing behind it. */
function treeAt(value: unknown, path: readonly string[], problems: Problem[]): Tree {
  if (isTree(value)) return value;
  if (value !== undefined && value !== null) {
    const subject = path.length === 0 ? 'the config' : formatPath(path);
    problems.push({ path, message: `${subject}: expected a mapping${got(value)}` });
  }
  return {};
}

function checkNames(
  tree: Tree,
  path: readonly string[],
  known: readonly string[],
  problems: Problem[],
): void {
  for (const name of Object.keys(tree)) {
    if (!known.includes(name)) problems.push(unknownKey([...path, name], known));
  }
}

function agentNames(sections: readonly Section[]): readonly string[] {
  return sections
    .filter(({ path }) => path[0] === 'agent')
    .flatMap(({ schema }) => Object.keys(schema.shape));
}

function pick(tree: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => names.includes(name)));
}
