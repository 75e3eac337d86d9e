fn main() {
    let words = [
        cfg!(feature = "tls").then_some(shared::word(true)),
        cfg!(feature = "plain").then_some(shared::word(false)),
    ];
    println!("{}", words.into_iter().flatten().collect::<Vec<_>>().join(" "));
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_stated_feature_is_on() {
        assert_eq!(itoa::Buffer::new().format(usize::from(cfg!(feature = "tls"))), "1");
    }
}
