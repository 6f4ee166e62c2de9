// Owns the functions for scripts that only compare texts, and the clock that the language itself
// shows them. The others are in `functions.rs`, which calls this with a function for the time.
(function (now) {
    "use strict";
    const RealDate = Date;

    function Clock(...parts) {
        if (new.target === undefined) {
            return new RealDate(now()).toString();
        }
        const given = parts.length === 0 ? [now()] : parts;
        return Reflect.construct(RealDate, given, new.target);
    }
    Clock.prototype = RealDate.prototype;
    Clock.prototype.constructor = Clock;
    Clock.now = now;
    Clock.parse = RealDate.parse;
    Clock.UTC = RealDate.UTC;
    globalThis.Date = Clock;

    // What is no text fails in these as it does in browsers: by the missing property.
    Object.assign(globalThis, {
        alert() {},
        convert_addr(address) {
            const bytes = address.split(".").slice(0, 4);
            return bytes.reduce((sum, byte, place) => sum | ((byte & 255) << (24 - 8 * place)), 0);
        },
        dnsDomainIs(host, domain) {
            return host.length >= domain.length && host.endsWith(domain);
        },
        dnsDomainLevels(host) {
            return [...host].filter((character) => character === ".").length;
        },
        isResolvable(host) {
            return dnsResolve(host) !== null;
        },
        isResolvableEx(host) {
            return dnsResolveEx(host) !== "";
        },
        localHostOrDomainIs(host, name) {
            return host === name || name.startsWith(host + ".");
        },
        // All but these three characters keep the meaning that they have in a regular expression,
        // in Chromium and Firefox alike: scripts rely on (a|b) and [0-9].
        shExpMatch(text, pattern) {
            const meaning = { ".": "\\.", "*": ".*", "?": "." };
            const expression = pattern.replace(/[.*?]/g, (character) => meaning[character]);
            return new RegExp("^" + expression + "$").test(text);
        },
    });
});
