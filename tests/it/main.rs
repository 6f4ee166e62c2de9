mod data;

fn main() {}
