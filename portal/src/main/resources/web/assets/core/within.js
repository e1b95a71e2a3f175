/** Whether an address is a path of this site and nothing else: browsers drop tabs and line ends, and take a backslash for a slash. */
export function within(path) {
    return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}$/.test(path);
}
