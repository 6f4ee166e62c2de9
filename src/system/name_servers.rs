//! Which name servers this machine is configured to ask.
//!
//! Owns nothing but the question: hickory-resolver reads the settings of each system.

use std::net::SocketAddr;

/// More servers than this are never asked: glibc's own limit is three (resolv.conf(5), MAXNS),
/// and a Windows machine with many adapters lists the same servers again and again.
const MOST: usize = 4;

/// The configured name servers, in the system's order, without repeats. Empty where there are no
/// settings to read, as in a container without resolv.conf.
pub fn configured() -> Vec<SocketAddr> {
    let Ok((config, _)) = hickory_resolver::system_conf::read_system_conf() else {
        return Vec::new();
    };
    let mut servers = Vec::new();
    for server in config.name_servers {
        let port = server.connections.first().map_or(53, |c| c.port);
        let address = SocketAddr::new(server.ip, port);
        if !servers.contains(&address) && servers.len() < MOST {
            servers.push(address);
        }
    }
    servers
}
