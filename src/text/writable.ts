/** A value that is still being made: the same, with members that can be set. */
export type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };
