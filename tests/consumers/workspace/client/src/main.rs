compile_error!("the client is not among the stated members");

fn main() {
    println!("{}", shared::word(false));
}
