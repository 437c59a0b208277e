/** Whether labels fit a selector. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

const KEY = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?';
const VALUE = '(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?';
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EQUALITY = new RegExp(`^(${KEY})\\s*(=|==|!=)\\s*(${VALUE})$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);
const ONE_VALUE = new RegExp(`^${VALUE}$`);

/**
 * Kubernetes' syntax: `role=worker,zone!=b,disk in (ssd, nvme),env notin (test),gpu,!retired`; all must hold. As there, `!=` and
 * `notin` also hold for what does not have the label. Empty = everything fits.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 * @throws Error saying which part cannot be read, and how one is written
 */
export function labelSelector(text: string): LabelSelector {
  if (text.trim() === '') return () => true;
  const requirements = splitTopLevel(text).map((part) => requirement(part.trim()));
  return (labels) => requirements.every((holds) => holds(labels));
}

/** At the commas that are not between parentheses. */
function splitTopLevel(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/);
}

function requirement(part: string): LabelSelector {
  const [, setKey = '', verb, list = ''] = SET.exec(part) ?? [];
  if (verb !== undefined) {
    const values = new Set(list.split(',').map((value) => value.trim()));
    if ([...values].every((value) => ONE_VALUE.test(value))) {
      return (labels) => values.has(valueOf(labels, setKey) ?? NO_VALUE) === (verb === 'in');
    }
  }
  const [, key = '', sign, wanted = ''] = EQUALITY.exec(part) ?? [];
  if (sign !== undefined) {
    return (labels) => (valueOf(labels, key) === wanted) === (sign !== '!=');
  }
  const [, not, name = ''] = EXISTENCE.exec(part) ?? [];
  if (not !== undefined) return (labels) => (valueOf(labels, name) === undefined) === (not === '!');
  throw new Error(
    `"${part}" is no part of a label selector; write role=worker, zone!=b, disk in (ssd,nvme), gpu or !retired`,
  );
}

/** Nothing that a value can be. */
const NO_VALUE = '\0';

function valueOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
