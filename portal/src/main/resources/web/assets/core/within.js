/**
 * Whether an address is of a page of this site and nothing else: browsers drop tabs and line ends, take a backslash for a slash,
 * and follow dots, in whatever spelling, to where something acts.
 */
export function within(path) {
    if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}$/.test(path)) {
        return false;
    }
    const {pathname, search, hash} = new URL(path, 'http://portal.invalid');
    return path === pathname + search + hash && !/^\/(auth|api)(?![\w-])/i.test(pathname);
}
