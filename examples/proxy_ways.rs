//! Says which way programs go by given settings, for comparison with the programs themselves.
//!
//! `cargo run --example proxy_ways` reads a case a line from its input, as JSON: a `url`, and an
//! `environment` of names and values. For each it prints a line of JSON: by program, its `way` and the
//! word that made it the direct one.

#![expect(
    clippy::print_stdout,
    reason = "an example talks to the program that runs it"
)]

use std::{
    collections::BTreeMap,
    error::Error,
    io::{self, BufRead as _},
};

use aws_netcheck::discovery::{Hop, Settings, route_of};
use aws_netcheck::evidence::{ERROR, Program};
use serde::Deserialize;
use url::Url;

#[derive(Deserialize)]
struct Case {
    url: Url,
    environment: BTreeMap<String, String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        let settings = Settings::new(case.environment, None);
        let way = |program: &Program| {
            let route = route_of(*program, &settings, &case.url);
            let way = route.hops.first().map_or(ERROR.to_owned(), Hop::shown);
            let found = serde_json::json!({ "way": way, "exempt": route.exempt });
            (program.code(), found)
        };
        let ways: BTreeMap<&str, serde_json::Value> = Program::ALL.iter().map(way).collect();
        println!("{}", serde_json::to_string(&ways)?);
    }
    Ok(())
}
