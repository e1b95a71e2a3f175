// Every page: its address, its module, its sheet, and its place in the navigation. The last one stands for every other address.

export const ROUTES = [
    {pattern: /^\/(?:find\/?)?$/, module: 'pages/find/find.js', styles: ['sky/sky.css', 'pages/find/find.css'], nav: ['/find', 'Find']},
    {pattern: /^\/products\/.+$/, module: 'pages/product/product.js', styles: ['sky/sky.css', 'pages/product/product.css'], under: '/find'},
    {pattern: /^\/basket\/?$/, module: 'pages/basket/basket.js', styles: ['pages/basket/basket.css'], nav: ['/basket', 'Basket'], person: true},
    {pattern: /^\/launch\/?$/, module: 'pages/launch/launch.js', styles: ['pages/launch/launch.css'], nav: ['/launch', 'Launch'], person: true},
    {pattern: /^\/running\/?$/, module: 'pages/running/running.js', styles: ['pages/running/running.css'], nav: ['/running', 'Running'], person: true},
    {pattern: /^\/connect\/?$/, module: 'pages/connect/connect.js', styles: ['pages/connect/connect.css'], person: true},
    {pattern: /^\/sign-in\/?$/, module: 'pages/signin/signin.js', person: true},
    {pattern: /^/, module: 'pages/lost.js'},
];
