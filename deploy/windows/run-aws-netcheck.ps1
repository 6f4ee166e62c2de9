# One run of aws-netcheck on a Windows machine, for Intune (platform script or remediation) and for GPO.
#
# Fill in the defaults below or give them as parameters: Program, Directory, Region, Site, which may have blanks,
# and Results, a folder or a share that this account may write to. Intune and start-up scripts run as SYSTEM, whose
# proxy is not the user's: let it run as the logged-on user to see what the user sees. Installing the program is
# left to your software distribution, and reading the reports to deploy/queries.
#
# Standard output is the run in one line, for consoles that keep no more. The exit status is the program's: 0
# usable, 1 blocked, 2 nothing was probed, 3 unknown. Jitter, in seconds, keeps a fleet from asking all at once.
param(
    [string]$Program = 'C:\Program Files\aws-netcheck\aws-netcheck.exe',
    [string]$Directory = 'YOUR-DIRECTORY',
    [string]$Region = 'YOUR-REGION',
    [string]$Site = 'YOUR-SITE',
    [string]$Results = '\\YOUR-SERVER\YOUR-SHARE',
    [string]$Jitter = '600'
)
# Else the year is that of the user's calendar.
$day = [DateTime]::UtcNow.ToString('yyyy-MM-dd', [Globalization.CultureInfo]::InvariantCulture)
$report = "$Results\$Site--$($env:COMPUTERNAME)--$day.json"
try {
    # The program writes a report beside its place and renames it.
    & $Program probe "--jitter=$Jitter" "--directory=$Directory" "--region=$Region" "--site=$Site" "--format=json" "--output=$report" "--format=line"
}
catch {
    # A program that cannot be started says nothing of the network: neither 0 nor 1.
    Write-Output "aws-netcheck could not be run: $_"
    exit 2
}
exit $LASTEXITCODE
