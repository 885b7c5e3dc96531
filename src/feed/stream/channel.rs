//! The names of the channels that an order is followed on.
//!
//! Invariant: a [`Channel`] is a public channel's name that a Pusher server accepts, and it holds no character that JSON escapes.

use core::fmt;

/// The longest name that Pusher accepts.
const LONGEST: usize = 164;
/// Names that start like this need a signature or hold something else than events.
const RESERVED: [&str; 4] = ["private-", "presence-", "cache-", "#server-to-user-"];

/// The name of one order's public channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(String);

/// Why a name cannot be a channel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelError {
    /// The order id, the API key or the partner's order id is empty.
    Empty,
    /// The name is longer than the 164 characters that Pusher accepts.
    TooLong,
    /// Pusher accepts letters and digits of ASCII and `_-=@,.;`, but not this.
    Character(char),
    /// The name starts with a prefix that Pusher keeps for other kinds of channels.
    Reserved,
}

impl Channel {
    /// The channel of an order: `{orderId}`.
    ///
    /// Never give it an API key: a bare API key names the stream of *all* the partner's orders.
    ///
    /// # Errors
    /// When Pusher would not accept the name.
    pub fn of_order(order_id: &str) -> Result<Self, ChannelError> {
        if order_id.is_empty() {
            return Err(ChannelError::Empty);
        }
        Self::checked(order_id.to_owned())
    }

    /// The channel of a partner's reference: `{apiKey}_{partnerOrderId}`.
    ///
    /// # Errors
    /// When one of the parts is empty or Pusher would not accept the name.
    pub fn of_partner_order(api_key: &str, partner_order_id: &str) -> Result<Self, ChannelError> {
        if api_key.is_empty() || partner_order_id.is_empty() {
            return Err(ChannelError::Empty);
        }
        Self::checked([api_key, "_", partner_order_id].concat())
    }

    fn checked(name: String) -> Result<Self, ChannelError> {
        if RESERVED.iter().any(|prefix| name.starts_with(prefix)) {
            return Err(ChannelError::Reserved);
        }
        if let Some(odd) = name.chars().find(|c| !accepted(*c)) {
            return Err(ChannelError::Character(odd));
        }
        if name.len() > LONGEST {
            return Err(ChannelError::TooLong);
        }
        Ok(Self(name))
    }

    /// The name as it goes over the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn accepted(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '=' | '@' | ',' | '.' | ';')
}

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an order id, or an API key with a partner's order id, is empty",
            Self::TooLong => "the channel's name is longer than 164 characters",
            Self::Character(_) => {
                "the channel's name holds a character other than A-Z a-z 0-9 _ - = @ , . ;"
            }
            Self::Reserved => "the channel's name starts with a prefix that Pusher reserves",
        })
    }
}

impl core::error::Error for ChannelError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_is_its_channel() {
        let id = "322dc79c-fad2-4df1-bf50-b292191fc953";
        assert_eq!(Channel::of_order(id).as_ref().map(Channel::as_str), Ok(id));
    }

    #[test]
    fn an_api_key_and_a_reference_are_joined_by_an_underscore() {
        let channel = Channel::of_partner_order("a-key", "order=7@shop,eu.1;x");
        assert_eq!(
            channel.as_ref().map(Channel::as_str),
            Ok("a-key_order=7@shop,eu.1;x")
        );
    }

    #[test]
    fn an_api_key_alone_is_never_a_channel() {
        assert_eq!(
            Channel::of_partner_order("a-key", ""),
            Err(ChannelError::Empty)
        );
        assert_eq!(
            Channel::of_partner_order("", "reference"),
            Err(ChannelError::Empty)
        );
        assert_eq!(Channel::of_order(""), Err(ChannelError::Empty));
    }

    #[test]
    fn a_character_that_pusher_refuses_is_named() {
        for odd in [' ', '/', '"', '\\', '#', '\n', '\0', 'é', '😀', ':', '+'] {
            let name = format!("order{odd}1");
            assert_eq!(Channel::of_order(&name), Err(ChannelError::Character(odd)));
            assert_eq!(
                Channel::of_partner_order("key", &name),
                Err(ChannelError::Character(odd))
            );
        }
    }

    #[test]
    fn reserved_prefixes_are_refused() {
        for prefix in [
            "private-",
            "private-encrypted-",
            "private-cache-",
            "presence-",
            "cache-",
            "#server-to-user-",
        ] {
            let name = format!("{prefix}1");
            assert_eq!(
                Channel::of_order(&name),
                Err(ChannelError::Reserved),
                "{name}"
            );
            assert_eq!(
                Channel::of_partner_order(&name, "2"),
                Err(ChannelError::Reserved),
                "{name}"
            );
        }
        assert!(Channel::of_order("my-private-order").is_ok());
    }

    #[test]
    fn a_name_may_have_164_characters_and_no_more() {
        assert!(Channel::of_order(&"x".repeat(164)).is_ok());
        assert_eq!(
            Channel::of_order(&"x".repeat(165)),
            Err(ChannelError::TooLong)
        );
        assert_eq!(
            Channel::of_partner_order(&"k".repeat(100), &"x".repeat(64)),
            Err(ChannelError::TooLong)
        );
    }
}
