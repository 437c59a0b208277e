import { isOurs } from '@kith/neighbor-api';
import { isUsable, type Neighbor } from '@kith/net-types';

/**
 * Whose an entry of the kernel's table is, for a key that we want (I1):
 * `ours`; `kernel` (dynamic, nobody's: adopted keeping its MAC); `foreign` (respected while it serves);
 * `failed-foreign` (somebody's, but it has no MAC: ours to replace).
 */
export type EntryOwner = 'ours' | 'kernel' | 'foreign' | 'failed-foreign';

export function entryOwner(entry: Neighbor, mark: number): EntryOwner {
  if (isOurs(entry, mark)) return 'ours';
  const isPinned = entry.state === 'PERMANENT' || entry.state === 'NOARP';
  const isMarkedByOther = entry.protocol !== 0 && entry.protocol !== mark;
  if (!isPinned && !isMarkedByOther && !entry.isExtLearned) return 'kernel';
  // an entry that is still being resolved by its owner may yet serve
  return isUsable(entry) || entry.state === 'INCOMPLETE' ? 'foreign' : 'failed-foreign';
}

/** Entries of others that are taken over: none, PERMANENT ones, or extern_learn ones; without an owner's mark. */
export type Takeover = 'none' | 'permanent' | 'extern-learn';

/** Whether an entry of others may be taken over, once its neighbor answered. A mark is an owner who may still be there. */
export function isTakeable(entry: Neighbor, takeover: Takeover): boolean {
  if (entry.protocol !== 0 || entry.lladdr === undefined || entry.state === 'NOARP') return false;
  if (takeover === 'permanent') return entry.state === 'PERMANENT' && !entry.isExtLearned;
  return takeover === 'extern-learn' && entry.isExtLearned && isUsable(entry);
}

/** An entry of ours that an administrator pinned: the mark stays, extern_learn goes. Theirs from then on. */
export function isTakenByAdministrator(entry: Neighbor, mark: number): boolean {
  return entry.protocol === mark && !entry.isExtLearned && entry.state === 'PERMANENT';
}

/** Who a foreign entry belongs to, in words. */
export function describeForeign(entry: Neighbor, mark: number): string {
  if (isTakenByAdministrator(entry, mark)) return 'an administrator (PERMANENT over our entry)';
  if (entry.protocol !== 0 && entry.protocol !== mark)
    return `the owner of proto ${entry.protocol}`;
  return entry.isExtLearned ? 'whoever set extern_learn' : `whoever made it ${entry.state}`;
}
