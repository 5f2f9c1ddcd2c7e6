/** Where the value of a missing field was found instead. */
export interface NearMiss {
  /** The key it was found under, as it stands in the log. */
  readonly foundName: string;
  /** The object it was found in: `''` for the top level, else its path, such as `properties`. */
  readonly foundIn: string;
  /** The pointer of that object, where it is neither of the two that fields belong in. */
  readonly within?: string;
  /** The key it should have, and the object it belongs in (`''` for the top level). */
  readonly name: string;
  readonly belongsIn: string;
  /** True if it is not certain that the key means the field: another key may mean it, the key may mean another field, or is only similar. */
  readonly unsure?: boolean;
  /** True if the key may as well mean the field of the call of the same name, which is missing, too: `message_id` at the top level. */
  readonly mayBeOfCall?: boolean;
  /** The type that the value has to be sent as, where it is a number as a string, or a string that holds a number. */
  readonly sendAs?: 'string' | 'number';
}
