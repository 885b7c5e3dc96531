//! The words: every message is there, the page's go before ours, and nothing treacherous is shown.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use transak_order_tracker::order::lifecycle::steps;
use transak_order_tracker::order::{Side, Status, StepState};
use transak_order_tracker::prompt::{Copied, PromptKind};
use transak_order_tracker::state::Freshness;
use transak_order_tracker::text::{
    Key, clean, direction, duration, fill, method, named, negotiate, shortened, text, variant,
};

const SIDES: [Option<Side>; 3] = [Some(Side::Buy), Some(Side::Sell), None];

const PROMPTS: [PromptKind; 16] = [
    PromptKind::Waiting,
    PromptKind::AlreadyVerified,
    PromptKind::FinishPendingOrder,
    PromptKind::CompletePayment,
    PromptKind::SendCrypto,
    PromptKind::PaymentSent,
    PromptKind::InProgress,
    PromptKind::OnItsWay,
    PromptKind::OnHold,
    PromptKind::Completed,
    PromptKind::TryAnotherCard,
    PromptKind::TryAnotherMethod,
    PromptKind::PayoutFailed,
    PromptKind::StartAgain,
    PromptKind::Refunded,
    PromptKind::AccountRestricted,
];

/// The built-in message.
fn english(key: Key<'_>) -> String {
    text(key, &[]).to_owned()
}

fn overrides(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn every_prompt_has_a_title_and_a_text_for_every_side_and_end() {
    for kind in PROMPTS {
        for suffix in ["", "buy", "sell", "expired", "cancelled"] {
            for key in [Key::Title(kind, suffix), Key::Text(kind, suffix)] {
                let message = english(key);
                assert!(!message.is_empty(), "{}", key.name());
                assert!(!message.contains('{'), "nothing fills {}", key.name());
            }
        }
    }
}

#[test]
fn every_step_status_freshness_and_action_has_words() {
    let unknown = Status::Unknown("SOMETHING_NEW".to_owned());
    for side in SIDES {
        for step in steps(side) {
            assert!(
                !english(Key::Step(*step, side)).is_empty(),
                "{}",
                step.name()
            );
        }
        for status in Status::KNOWN.iter().chain([&unknown]) {
            assert!(
                !english(Key::Status(status, side)).is_empty(),
                "{}",
                status.code()
            );
        }
    }
    for state in [
        StepState::Done,
        StepState::Current,
        StepState::Todo,
        StepState::Attention,
        StepState::Stopped,
    ] {
        assert!(!english(Key::StepState(state)).is_empty());
    }
    for freshness in [
        Freshness::Live,
        Freshness::Checking,
        Freshness::Stale,
        Freshness::Offline,
        Freshness::Done,
    ] {
        assert!(!english(Key::Freshness(freshness)).is_empty());
    }
    for action in ["resume", "retry", "support", "view-transaction", "copy"] {
        for kind in PROMPTS {
            assert!(!english(Key::Action(action, kind)).is_empty());
        }
    }
    for copied in [Copied::Address, Copied::Network, Copied::Amount] {
        assert!(!english(Key::Copied(copied)).is_empty());
    }
}

#[test]
fn the_words_follow_the_side_and_are_neutral_without_one() {
    let of = |side| {
        english(Key::Text(
            PromptKind::Refunded,
            variant(Some(&Status::Refunded), side),
        ))
    };
    assert!(of(Some(Side::Buy)).contains("payment method"));
    assert!(of(Some(Side::Sell)).contains("wallet"));
    assert!(!of(None).contains("payment method") && !of(None).contains("wallet"));
}

#[test]
fn an_expired_order_is_told_apart_from_a_cancelled_one() {
    let of = |status| {
        english(Key::Title(
            PromptKind::StartAgain,
            variant(Some(&status), Some(Side::Buy)),
        ))
    };
    assert_eq!(of(Status::Expired), "The order has expired");
    assert_eq!(of(Status::Cancelled), "The order was cancelled");
}

#[test]
fn who_may_have_paid_already_is_warned_against_paying_twice() {
    for kind in [
        PromptKind::CompletePayment,
        PromptKind::OnHold,
        PromptKind::TryAnotherCard,
        PromptKind::TryAnotherMethod,
    ] {
        assert!(
            english(Key::Text(kind, "buy")).contains("pay again"),
            "{}",
            kind.name()
        );
    }
    assert!(english(Key::Text(PromptKind::SendCrypto, "sell")).contains("don’t send it again"));
    assert!(english(Key::Text(PromptKind::PaymentSent, "buy")).contains("safe to close this page"));
    assert!(
        english(Key::Text(PromptKind::AlreadyVerified, "")).contains("don’t need to verify again")
    );
}

#[test]
fn a_page_s_message_goes_before_ours_and_unknown_keys_are_ignored() {
    let own = overrides(&[("action.support", "Ask us"), ("no.such.key", "x")]);
    assert_eq!(
        text(Key::Action("support", PromptKind::OnHold), &[&own]),
        "Ask us"
    );
    assert_eq!(
        text(Key::Action("retry", PromptKind::StartAgain), &[&own]),
        "Start again"
    );
}

#[test]
fn an_override_without_a_suffix_also_replaces_the_built_in_ones_with_one() {
    let key = Key::Text(PromptKind::Completed, "buy");
    assert_eq!(key.name(), "prompt.completed.text.buy");
    let general = overrides(&[("prompt.completed.text", "All done.")]);
    assert_eq!(text(key, &[&general]), "All done.");
    let specific = overrides(&[
        ("prompt.completed.text", "All done."),
        ("prompt.completed.text.buy", "Bought."),
    ]);
    assert_eq!(text(key, &[&specific]), "Bought.");
    assert_eq!(
        text(Key::Text(PromptKind::Completed, "sell"), &[&specific]),
        "All done."
    );
}

#[test]
fn a_payment_method_without_a_name_is_told_by_its_id() {
    assert_eq!(method("credit_debit_card", &[]), "Card");
    assert_eq!(method("sepa_bank_transfer", &[]), "SEPA bank transfer");
    assert_eq!(method("pm_new_thing", &[]), "Pm new thing");
    assert_eq!(method("", &[]), "");
    let own = overrides(&[("method.pm-new-thing", "New thing")]);
    assert_eq!(method("pm_new_thing", &[&own]), "New thing");
    assert_eq!(named("ethereum"), "Ethereum");
    assert_eq!(named("bsc"), "BSC");
}

#[test]
fn a_placeholder_is_filled_as_plain_text_and_what_fills_it_is_not_filled_again() {
    assert_eq!(
        fill("{time} left to pay", "time", "4:05"),
        "4:05 left to pay"
    );
    assert_eq!(
        fill("before {time}", "time", "{time}<b>"),
        "before {time}<b>"
    );
    for plain in ["no placeholder", "{other}", "{time", "time}", ""] {
        assert_eq!(fill(plain, "time", "x"), plain);
    }
}

#[test]
fn control_and_bidi_characters_are_removed_and_joiners_are_kept() {
    assert_eq!(clean("\u{202e}evil\u{202c}\u{200b}\u{feff}"), "evil");
    assert_eq!(clean(" a\nb\tc\u{0} "), "a b c");
    assert_eq!(clean("می\u{200c}شود"), "می\u{200c}شود");
    assert_eq!(clean("<b>&amp;"), "<b>&amp;");
    assert_eq!(clean(&"é".repeat(500)).chars().count(), 200);
}

#[test]
fn only_what_can_be_a_hash_is_shown_as_one() {
    let hash = "0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b";
    assert_eq!(shortened(hash).as_deref(), Some("0x88df01…13944b"));
    let long = "a1".repeat(100);
    for no_hash in [
        "DUMMY_TX_ID",
        "",
        "x",
        "0x12 34",
        "not a hash at all, but a sentence",
        "ééééééééééééééé1éé",
        &long,
    ] {
        assert_eq!(shortened(no_hash), None, "{no_hash}");
    }
}

#[test]
fn a_time_span_is_told_in_minutes_and_from_an_hour_on_in_hours() {
    for (seconds, told) in [
        (0, "0:00"),
        (9, "0:09"),
        (65, "1:05"),
        (2_700, "45:00"),
        (3_661, "1:01:01"),
        (-5, "0:00"),
    ] {
        assert_eq!(duration(seconds), told);
    }
}

#[test]
fn the_first_wish_that_is_a_language_tag_is_taken() {
    assert_eq!(negotiate(&["", "en_US", "de"]), "en-US");
    assert_eq!(negotiate(&["not a tag!", "pt-br"]), "pt-BR");
    assert_eq!(negotiate(&["", "x"]), "");
    assert_eq!(negotiate(&[]), "");
}

#[test]
fn arabic_hebrew_persian_and_urdu_run_from_right_to_left() {
    for locale in ["ar", "ar-EG", "he", "fa-IR", "ur", "AR", "pa-Arab", "yi"] {
        assert_eq!(direction(locale), "rtl", "{locale}");
    }
    for locale in ["en", "de-AT", "", "az-Latn", "ar-Latn", "hi", "arn"] {
        assert_eq!(direction(locale), "ltr", "{locale}");
    }
}
