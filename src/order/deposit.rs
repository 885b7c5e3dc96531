//! Whether crypto may be sent by what is known of a sell order.
//!
//! Invariant: an address that could be taken for another, or that is not all that a transfer needs, is neither shown nor copied: what is sent to it
//! would be lost.

use super::Order;
use crate::link::cut::{cut, is_made_of};

/// In place of a memo that there is, but that can't be read.
pub(super) const UNKNOWN: &str = "?";

/// The longest address or memo, in characters.
const MOST: usize = 128;

/// Networks, by Transak's names and their coins, on which an exchange's or a payment provider's address is shared by its customers, who are told apart by
/// a memo, tag or comment: XRP Ledger, Stellar, TON, EOS and its kin, Hedera, Algorand, Stacks, NEM, BNB Beacon Chain, Steem and Hive, Cosmos and its kin.
const WITH_MEMO: &str = concat!(
    "xrp\nripple\nxrpl\nxlm\nstellar\nton\ntoncoin\nthe_open_network\neos\neosio\nvaulta\nwax\nwaxp\ntelos\ntlos\n",
    "hbar\nhedera\nalgo\nalgorand\nstx\nstacks\nxem\nnem\nbep2\nbinance\nbnb_beacon_chain\nsteem\nhive\n",
    "atom\ncosmos\ncosmoshub\ncosmos_hub\nosmo\nosmosis\ninj\ninjective\nsei\npacific-1\nkava\nluna\nlunc\nterra\nterra2\n",
    "tia\ncelestia\naxl\naxelar\ndydx\ndydx_chain\njuno\nscrt\nsecret\nakt\nakash\nstrd\nstride\nkuji\nkujira\nrune\nthorchain\n",
    "ntrn\nneutron\nsaga\ndym\ndymension\nband\nregen\nstars\nstargaze\n",
);

/// The address, where crypto may be sent to it by what is known.
pub fn address(order: &Order) -> Option<&str> {
    let address = order
        .deposit_address
        .as_deref()
        .filter(|text| is_plain(text))?;
    let is_all = match &order.deposit_memo {
        Some(memo) => is_plain(memo),
        None => !needs_memo(order),
    };
    is_all.then_some(address)
}

/// The memo or tag that goes with the [`address`].
pub fn memo(order: &Order) -> Option<&str> {
    address(order)?;
    order.deposit_memo.as_deref()
}

/// Whether there is an address that may be shown but for its memo, which is not known.
pub fn lacks_memo(order: &Order) -> bool {
    order.deposit_address.as_deref().is_some_and(is_plain) && address(order).is_none()
}

/// Letters, digits and `: . _ -` of ASCII: nothing that looks like something else.
fn is_plain(text: &str) -> bool {
    (1..=MOST).contains(&text.len()) && is_made_of(text, ":._-")
}

/// By the network; where that says nothing, by its coin. (A token of the same name on another network needs none.)
fn needs_memo(order: &Order) -> bool {
    let network = order.network.as_deref().unwrap_or_default();
    let says_nothing = network.is_empty() || network.eq_ignore_ascii_case("mainnet");
    let name = if says_nothing {
        order.crypto_currency.as_deref().unwrap_or_default()
    } else {
        network
    };
    let mut rest = WITH_MEMO;
    while let (known, Some(after)) = cut(rest, b'\n') {
        if known.eq_ignore_ascii_case(name) {
            return true;
        }
        rest = after;
    }
    false
}
