// In the manner of Netscape's first examples.
function FindProxyForURL(url, host)
{
    if (isPlainHostName(host) || dnsDomainIs(host, ".corp.example") ||
        localHostOrDomainIs(host, "www.example.com"))
        return "DIRECT";
    if (isInNet(host, "10.0.0.0", "255.0.0.0") || isInNet(host, "192.168.0.0", "255.255.0.0"))
        return "DIRECT";
    if (url.substring(0, 6) == "https:")
        return "PROXY tls.corp.example:8443; PROXY web.corp.example:3128";
    if (url.substring(0, 5) == "http:")
        return "PROXY web.corp.example:3128";
    return "SOCKS socks.corp.example";
}
