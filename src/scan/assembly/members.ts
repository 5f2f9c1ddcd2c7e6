// The members that a schema names, and those that it requires.
import {
  BRANCH_BIT,
  BRANCH_ENDS,
  BRANCH_REQUIRED,
  BRANCH_SIZE,
  MEMBERS_GROUP_COUNT,
  MEMBERS_GROUPS,
  MEMBERS_MASK,
  MEMBERS_REQUIRED,
  MEMBERS_TABLE,
} from '../layout';
import { find } from './bytes';

/** Whether all required members are there, and a branch of each `anyOf` is valid. */
export function isComplete(members: u32, seen: u64, failed: u32): bool {
  const required = load<u64>(members + MEMBERS_REQUIRED);
  if ((seen & required) !== required) return false;
  let branch = load<u32>(members + MEMBERS_GROUPS);
  let holds = false;
  for (let left = load<u32>(members + MEMBERS_GROUP_COUNT); left > 0; left--) {
    const needed = load<u64>(branch + BRANCH_REQUIRED);
    if ((seen & needed) === needed && (failed & load<u32>(branch + BRANCH_BIT)) === 0) holds = true;
    if (load<u32>(branch + BRANCH_ENDS) !== 0) {
      if (!holds) return false;
      holds = false;
    }
    branch += BRANCH_SIZE;
  }
  return true;
}

/** The slot of a key among the members that a schema names; 0 if it is not named. */
export function memberSlot(members: u32, hash: u64, key: u32, length: u32): u32 {
  return find(load<u32>(members + MEMBERS_TABLE), load<u32>(members + MEMBERS_MASK), hash, key, length);
}
