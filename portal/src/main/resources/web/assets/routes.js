// Every page: its address, its module, its sheet, and its place in the navigation. The last one stands for every other address.

export const ROUTES = [
    {pattern: /^\/(?:find\/?)?$/, module: 'pages/find/find.js', styles: ['sky/sky.css', 'pages/find/find.css'], nav: ['/find', 'Find']},
    {pattern: /^\/products\/.+$/, module: 'pages/product/product.js', styles: ['sky/sky.css', 'pages/product/product.css'], under: '/find'},
    {pattern: /^\/basket\/?$/, module: 'pages/basket/basket.js', styles: ['pages/basket/basket.css'], nav: ['/basket', 'Basket'], person: true},
    {pattern: /^\/launch\/?$/, module: 'pages/launch/launch.js', styles: ['pages/launch/scores.css', 'pages/launch/launch.css'], nav: ['/launch', 'Launch'], person: true},
    {pattern: /^\/running(\/[^/]+)?\/?$/, module: 'pages/running/running.js', styles: ['pages/launch/scores.css', 'pages/running/running.css'], nav: ['/running', 'Running'], person: true},
    {pattern: /^\/sites\/?$/, module: 'pages/sites/sites.js', styles: ['pages/sites/sites.css'], nav: ['/sites', 'Sites'], person: true},
    {pattern: /^\/sites\/[^/]+\/?$/, module: 'pages/sites/site.js', styles: ['pages/sites/sites.css'], under: '/sites', person: true},
    {pattern: /^\/events\/?$/, module: 'pages/events/events.js', styles: ['pages/events/events.css'], nav: ['/events', 'Events'], person: true},
    {pattern: /^\/about(\/.*)?$/, module: 'pages/about/about.js', styles: ['pages/events/events.css'], under: '/events', person: true},
    {pattern: /^\/connect\/?$/, module: 'pages/connect/connect.js', styles: ['pages/connect/connect.css'], person: true},
    {pattern: /^\/sign-ins\/?$/, module: 'pages/signins/signins.js', person: true},
    {pattern: /^\/sign-in\/?$/, module: 'pages/signin/signin.js', person: true},
    {pattern: /^/, module: 'pages/lost.js'},
];
