"""What every Squid of these tests is set to, whatever it is for: it keeps nothing, and ends at once."""

COMMON = """cache deny all
cache_mem 8 MB
access_log none
cache_log stdio:/dev/stderr
logfile_rotate 0
pid_filename none
coredump_dir {folder}
visible_hostname gateway.corp.example
shutdown_lifetime 0 seconds
"""
