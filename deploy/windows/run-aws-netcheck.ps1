# One run of aws-netcheck on a Windows machine, for Intune (platform script or remediation) and for GPO.
#
# Fill in the defaults below or give them as parameters: Program, Directory, Region, Site, Results, a share that
# this account may write to. Intune and start-up scripts run as SYSTEM, whose proxy is not the user's: let it run
# as the logged-on user to see what the user sees. Installing the program is left to your software distribution.
# The last exit status is the program's: 0 usable, 1 blocked, 2 wrong use, 3 unknown.
param(
    [string]$Program = 'C:\Program Files\aws-netcheck\aws-netcheck.exe',
    [string]$Directory = 'YOUR-DIRECTORY',
    [string]$Region = 'YOUR-REGION',
    [string]$Site = 'YOUR-SITE',
    [string]$Results = '\\YOUR-SERVER\YOUR-SHARE'
)
$ErrorActionPreference = 'Stop'
$day = [DateTime]::UtcNow.ToString('yyyy-MM-dd')
$report = Join-Path $Results "$Site--$($env:COMPUTERNAME)--$day.json"
& $Program -q probe --directory $Directory --region $Region --site $Site --format json --output $report
exit $LASTEXITCODE
