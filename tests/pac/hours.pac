// The line is busy in working hours.
function FindProxyForURL(url, host) {
    if (weekdayRange("MON", "FRI") && timeRange(8, 17))
        return "PROXY busy.corp.example:8080";
    if (dateRange(24, "DEC", 1, "JAN") || weekdayRange("SAT", "SUN", "GMT"))
        return "PROXY quiet.corp.example:8080";
    return "DIRECT";
}
