import { Failure } from '../failure.js';

/** What an address is for, as messages name it. */
export interface AddressUse {
  /** The option or the variable that holds the address. */
  readonly name: string;
  /** Such as `a web server`. */
  readonly what: string;
  /** What `like` is followed by in a hint. */
  readonly examples: string;
}

/** What is wrong with an address, and how to write it. */
interface Fault {
  readonly message: string;
  readonly hint: string;
}

/** The host, in brackets or not, and the port. */
const ADDRESS = /^https?:\/\/(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::([^/?#]*))?(?:[/?#]|$)/i;

/** An IPv6 address with one bracket. */
const HALF_BRACKETED = /^https?:\/\/(?:[^/?#]*@)?(?:\[[\da-f:.]+|[\da-f:.]+\](?::\d*)?)(?:[/?#]|$)/i;

/** The first fault of an address. */
function faultOf(address: string, { name, what, examples }: AddressUse): Fault | undefined {
  const [, host, port] = ADDRESS.exec(address) ?? [];
  if (host === undefined) {
    return { message: `${name} is not the address of ${what}`, hint: `write it with its scheme, like ${examples}` };
  }
  if (port?.includes(':') === true && URL.canParse(`http://[${host}:${port}]`)) {
    return { message: `${name} has an IPv6 address without brackets`, hint: 'write it like http://[::1]:8080' };
  }
  if (HALF_BRACKETED.test(address)) {
    return { message: `${name} has an IPv6 address with one bracket`, hint: 'write it like http://[::1]:8080' };
  }
  if (host === '') return { message: `${name} has no host name`, hint: 'is a variable unset?' };
  if (port === '') return { message: `${name} has a colon without a port behind it`, hint: 'is a variable unset?' };
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    const isInPassword = address.slice(address.indexOf(`:${port}`)).includes('@');
    return {
      message: `the port in ${name} is not a number from 1 to 65535`,
      hint: isInPassword
        ? 'in a user name or password, write / as %2F, ? as %3F and # as %23'
        : `write it like ${examples}`,
    };
  }
  if (URL.canParse(address)) return undefined;
  return { message: `${name} has a host name that cannot exist`, hint: `write it like ${examples}` };
}

/** Reads an address with a scheme. @throws {Failure} if it is none; the message repeats nothing of it, since it may hold a password. */
export function webAddress(text: string, use: AddressUse): URL {
  const address = text.trim();
  const fault = faultOf(address, use);
  if (fault === undefined) return new URL(address);
  throw new Failure('bad-usage', fault.message, { hint: fault.hint });
}
