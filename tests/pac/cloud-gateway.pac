/* In the manner of the files that cloud gateways generate. */
function FindProxyForURL(url, host) {
    var privateIP = /^(0|10|127|192\.168|172\.1[6789]|172\.2[0-9]|172\.3[01]|169\.254|192\.88\.99)\.[0-9.]+$/;
    var resolved_ip = dnsResolve(host);

    if (isPlainHostName(host) || isInNet(resolved_ip, "192.0.2.0", "255.255.255.0") ||
        privateIP.test(resolved_ip))
        return "DIRECT";

    if (url.substring(0, 4) == "ftp:")
        return "DIRECT";

    if (((localHostOrDomainIs(host, "trust.gateway.example")) ||
         (shExpMatch(host, "*.okta.example")) ||
         (shExpMatch(host, "(login|device).*.example.net"))) &&
        (url.substring(0, 5) == "http:" || url.substring(0, 6) == "https:"))
        return "DIRECT";

    return "PROXY gw1.gateway.example:80; PROXY gw2.gateway.example:80; DIRECT";
}
