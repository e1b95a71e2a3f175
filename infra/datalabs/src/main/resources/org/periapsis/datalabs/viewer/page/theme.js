/* Light or dark as the portal was told, which serves this page too; before the first paint, so no module. */
{
  const theme = localStorage.getItem('periapsis.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}
