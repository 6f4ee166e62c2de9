// Uses Microsoft's functions where they are.
function FindProxyForURL(url, host) {
    var all = dnsResolveEx(host);
    if (all == "")
        return "PROXY [2001:db8:1::80]:3128";
    var list = sortIpAddressList(all).split(";");
    for (var i = 0; i < list.length; i++)
        if (isInNetEx(list[i], "2001:db8:5::/48") || isInNetEx(list[i], "10.0.0.0/8"))
            return "DIRECT";
    return "SOCKS5 [2001:db8:1::81]; HTTPS proxy.corp.example:8443";
}

function FindProxyForURLEx(url, host) {
    return "PROXY only-for-windows.corp.example:80";
}
