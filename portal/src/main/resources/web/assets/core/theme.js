// Light or dark: as the system says, unless somebody chose. Runs before the first paint, so it is no module.
(() => {
    const KEY = 'periapsis.theme';
    const root = document.documentElement;
    const apply = theme => {
        if (theme === 'light' || theme === 'dark') {
            root.dataset.theme = theme;
        } else {
            delete root.dataset.theme;
        }
    };
    apply(localStorage.getItem(KEY));
    window.periapsisTheme = {
        get: () => root.dataset.theme ?? 'system',
        set(theme) {
            if (theme === 'system') {
                localStorage.removeItem(KEY);
            } else {
                localStorage.setItem(KEY, theme);
            }
            apply(theme);
        },
    };
})();
