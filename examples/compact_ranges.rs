//! The compact form of AWS's address ranges, for whoever keeps `data/aws-ranges.txt`.
//!
//! `cargo run --example compact_ranges -- ip-ranges.json > data/aws-ranges.txt`

#![expect(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use std::{env, error::Error, fs};

use aws_netcheck::evidence::Ranges;

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("name AWS's ip-ranges.json")?;
    let ranges = Ranges::from_json(&fs::read(file)?)?;
    print!("{}", ranges.compact());
    Ok(())
}
