#[cfg(test)]
mod data;

fn main() {}
