//! Whose login a proxy takes: of some clients, and not of others.
//!
//! Owns which scheme which client can answer. What a proxy offers and took is evidence; how it is
//! said is `proxies`'s.

use crate::evidence::{Failure, Observation, Scheme, Tunnel};
use crate::plan::Client;

use super::network::Network;
use super::walk::{Obstacle, Reach, Walk};
use super::{Verdict, programs};

/// That the AWS CLI is kept out of a path by a login that this run gave, as browsers give it by
/// themselves: wherever the host answered, it lies behind such a login.
pub(super) fn only_of_some(
    walk: &Walk<'_>,
    network: &Network<'_>,
    usable: &[&Reach<'_>],
) -> Option<Obstacle> {
    let called = walk.path.clients.contains(&Client::AwsCli);
    let elsewhere = programs::of_cli(walk.path, walk.evidence.route.as_ref()).is_some();
    let kept_out = |reach: &&Reach<'_>| is_beyond_the_cli(walk, reach, network);
    if !called || elsewhere || !usable.iter().all(kept_out) {
        return None;
    }
    let reach = usable.first()?;
    Some(reach.obstacle(Failure::ProxyAuthRequired, Verdict::Degraded))
}

/// The scheme of the login with which the proxy led on here.
pub(super) fn taken<'a>(reach: &Reach<'a>) -> Option<&'a Scheme> {
    let mut tunnels = reach.tunnels().map(|(_, tunnel)| tunnel).rev();
    let led = |tunnel: &&Tunnel| tunnel.outcome.is_ok();
    tunnels.find(led)?.login.as_ref()
}

/// botocore answers with Basic alone, by the user and the password in the proxy's URL (botocore,
/// `httpsession.py`, `ProxyConfiguration.proxy_headers_for`; measured with aws-cli 2). Where the proxy
/// offers that too, what the URL holds decides; where that is not known, it may pass.
fn is_beyond_the_cli(walk: &Walk<'_>, reach: &Reach<'_>, network: &Network<'_>) -> bool {
    match taken(reach) {
        Some(Scheme::Basic) => has_no_login(walk),
        Some(Scheme::Digest | Scheme::Negotiate | Scheme::Ntlm) => {
            has_no_login(walk) || !is_basic_offered(reach, network)
        }
        _ => false,
    }
}

/// Whether the proxy that this way leads through takes Basic too.
pub(super) fn is_basic_offered(reach: &Reach<'_>, network: &Network<'_>) -> bool {
    let offered = |proxy| is_offered(network, proxy, &Scheme::Basic);
    taken(reach) == Some(&Scheme::Basic) || reach.proxy.is_some_and(offered)
}

/// Whether it is known that the AWS CLI is set to no login.
fn has_no_login(walk: &Walk<'_>) -> bool {
    let route = walk.evidence.route.as_ref();
    route.and_then(|route| route.cli_login) == Some(false)
}

/// Every dialogue with this proxy, of whatever host.
fn with<'n, 'a>(
    network: &'n Network<'a>,
    proxy: &'n str,
) -> impl Iterator<Item = (&'a Observation, &'a Tunnel)> + 'n {
    let reaches = network.walks().iter().flat_map(|walk| &walk.reaches);
    let ours = reaches.filter(move |reach| reach.proxy == Some(proxy));
    ours.flat_map(Reach::tunnels)
}

/// Whether this proxy offered this way to log in, to anybody.
fn is_offered(network: &Network<'_>, proxy: &str, scheme: &Scheme) -> bool {
    with(network, proxy)
        .any(|(_, tunnel)| tunnel.offers.iter().any(|offer| offer.scheme == *scheme))
}

/// The scheme of a login that this proxy refused, of whatever host it was asked for.
pub(super) fn refused<'a>(network: &Network<'a>, proxy: &str) -> Option<&'a Scheme> {
    with(network, proxy).find_map(|(seen, tunnel)| {
        let refused = seen.failure() == Some(Failure::ProxyAuthRequired);
        tunnel.login.as_ref().filter(|_| refused)
    })
}
