// Spreads hosts over proxies by a checksum, as many do.
var proxies = ["a", "b", "c"];

function sum(text) {
    var total = 0;
    for (var i = 0; i < text.length; i++)
        total = (total * 31 + text.charCodeAt(i)) % 65536;
    return total;
}

function FindProxyForURL(url, host) {
    var first = sum(host) % proxies.length;
    var result = "";
    for (var i = 0; i < proxies.length; i++)
        result += "PROXY " + proxies[(first + i) % proxies.length] + ".corp.example:8080; ";
    return result;
}
