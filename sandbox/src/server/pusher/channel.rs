//! Names of channels.

const LENGTH: usize = 164;
const RESERVED: [&str; 3] = ["private-", "presence-", "cache-"];

/// Why Pusher refuses this name, if it does.
pub(crate) fn check(name: &str) -> Result<(), &'static str> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-=@,.;".contains(&byte);
    if name.is_empty() {
        return Err("a channel's name may not be empty");
    }
    if name.len() > LENGTH {
        return Err("a channel's name may have at most 164 characters");
    }
    if !name.bytes().all(is_allowed) {
        return Err("a channel's name may hold only A-Z, a-z, 0-9 and _ - = @ , . ;");
    }
    Ok(())
}

/// Why the sandbox does not let clients subscribe to it, if it does not.
pub(super) fn check_subscription(name: &str) -> Result<(), (u16, &'static str)> {
    check(name).map_err(|why| (400, why))?;
    if RESERVED.iter().any(|prefix| name.starts_with(prefix)) {
        return Err((
            401,
            "only public channels here: Transak has no private-, presence- and cache- channels",
        ));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn transaks_channels_are_fine_and_pushers_rules_hold() {
        assert!(check("322dc79c-fad2-4df1-bf50-b292191fc953").is_ok());
        assert!(check("5a4db0c5-0000-4000-8000-0000000000aa_shop=1;a@b.c,d").is_ok());
        assert!(check(&"a".repeat(164)).is_ok());
        for bad in [
            "",
            "#server-to-user-1",
            "with space",
            "slash/ed",
            "ümlaut",
            &"a".repeat(165),
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn channels_that_need_authentication_are_refused_as_unauthorized() {
        for name in ["private-a", "presence-a", "private-encrypted-a", "cache-a"] {
            assert_eq!(check_subscription(name).unwrap_err().0, 401, "{name}");
        }
        assert_eq!(check_subscription("a b").unwrap_err().0, 400);
    }
}
