// One file for all branches: the machine's own address says where it is.
var mine = myIpAddress();

function near(net) {
    return isInNet(mine, net, "255.255.0.0");
}

function FindProxyForURL(url, host) {
    host = host.toLowerCase();
    if (host == "localhost" || shExpMatch(host, "127.*"))
        return "DIRECT";
    if (!isResolvable("intranet.corp.example"))
        return "DIRECT";
    if (near("10.1.0.0")) return "PROXY berlin.corp.example:8080;DIRECT;";
    if (near("10.2.0.0")) return "proxy lyon.corp.example:8080 ; direct";
    alert("unknown branch of " + mine);
    return "HTTPS outside.corp.example";
}
