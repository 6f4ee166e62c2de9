//! Answers a proxy that wants a login, for tests with real proxies.
//!
//! `cargo run --example proxy_answer -- PROXY TARGET < WHAT` takes the proxy's host and the
//! `host:port` of the CONNECT. WHAT is a line `user:password`, which may be empty, and the values
//! of the proxy's `Proxy-Authenticate`, a line each. It prints the value of `Proxy-Authorization`
//! for the best of them, or says why there is none, and ends with 1.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example talks to the program that runs it"
)]

use std::{
    env,
    error::Error,
    io::{self, Read as _},
    process::ExitCode,
};

use aws_netcheck::probe::proxy::answer::{Answer, Candidate, Credentials, Means, candidates};
use aws_netcheck::probe::proxy::challenge;
use aws_netcheck::probe::proxy::digest::{self, Use};
use aws_netcheck::system::negotiate::{self, Context, Package};

fn main() -> ExitCode {
    match answer() {
        Ok(answer) => {
            println!("{}", answer.header());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn answer() -> Result<Answer, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [proxy, target] = arguments.as_slice() else {
        return Err("usage: proxy_answer PROXY TARGET".into());
    };
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let (login, offered) = text.split_once('\n').unwrap_or((&text, ""));
    let login = match login.split_once(':') {
        Some((user, password)) => Some(Credentials::new(user.to_owned(), password.to_owned())?),
        None => None,
    };
    let challenges = challenge::parse(offered.lines());
    let means = Means {
        ntlm: negotiate::available(Package::Ntlm).is_ok(),
        login: login.is_some(),
    };
    let best = candidates(&challenges, means).into_iter().next();
    let best = best.ok_or("no offer can be answered")?;
    match (&best, &login) {
        (Candidate::Negotiate, _) => from_the_system(Package::Negotiate, &best, proxy),
        (Candidate::Ntlm, _) => from_the_system(Package::Ntlm, &best, proxy),
        (_, None) => Err("there is no login".into()),
        (Candidate::Basic, Some(login)) => Ok(Answer::basic(login).ok_or("a name with a colon")?),
        (Candidate::Digest(digest), Some(login)) => {
            let used = Use {
                method: "CONNECT",
                target,
                count: 1,
                client_nonce: &digest::client_nonce()?,
            };
            Ok(digest.answer(login, used))
        }
    }
}

fn from_the_system(
    package: Package,
    best: &Candidate,
    proxy: &str,
) -> Result<Answer, Box<dyn Error>> {
    let step = Context::new(package, proxy)
        .and_then(|mut context| context.step(None))
        // By its name, which the tests look for.
        .map_err(|fault| format!("{fault:?}"))?;
    Ok(Answer::with_token(best.scheme(), &step.token))
}
