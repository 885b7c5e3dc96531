//! Prompts: every row of contract §3.2.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{ORDER_ID, OTHER_ID, order};
use transak_order_tracker::link::Explorers;
use transak_order_tracker::order::{Amount, Order, Side};
use transak_order_tracker::prompt::{Copied, Links, Prompt, Situation, User, UserSignal, prompt};

fn links() -> Links {
    Links {
        resume: None,
        retry: Some("/checkout".to_owned()),
        support: "https://support.transak.com/".to_owned(),
        transak: "https://global.transak.com",
        explorer_hosts: Vec::new(),
        explorers: Explorers::KNOWN,
    }
}

fn user(status: &str, kyc: &str) -> User {
    User {
        status: Some(status.to_owned()),
        kyc_status: Some(kyc.to_owned()),
        is_allowed_to_place_order: None,
    }
}

fn situation(order: Option<&Order>, side: Option<Side>) -> Situation<'_> {
    Situation {
        followed: true,
        order,
        side,
        confirmed: true,
        order_id: Some(ORDER_ID),
        user: None,
        active_orders: &[],
    }
}

/// `name: action action …`
fn told(prompt: Option<Prompt>) -> String {
    prompt.map_or_else(String::new, |prompt| {
        format!(
            "{}: {}",
            prompt.kind.name(),
            prompt.action_names().join(" ")
        )
        .trim_end()
        .to_owned()
    })
}

fn of(status: &str, side: Side, method: Option<&str>) -> String {
    let order = Order {
        payment_method: method.map(str::to_owned),
        deposit_address: Some("0xA".to_owned()),
        ..order(status)
    };
    told(prompt(&situation(Some(&order), Some(side)), &links()))
}

#[test]
fn every_status_of_a_followed_order_has_its_prompt() {
    for (status, buy, sell) in [
        (
            "AWAITING_PAYMENT_FROM_USER",
            "complete-payment: resume",
            "send-crypto: resume copy",
        ),
        (
            "PAYMENT_DONE_MARKED_BY_USER",
            "payment-sent:",
            "payment-sent:",
        ),
        ("PROCESSING", "in-progress:", "in-progress:"),
        (
            "SOMETHING_NEW",
            "in-progress: resume",
            "in-progress: resume",
        ),
        (
            "PENDING_DELIVERY_FROM_TRANSAK",
            "on-its-way:",
            "on-its-way:",
        ),
        (
            "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
            "on-hold: support",
            "on-hold: support",
        ),
        ("COMPLETED", "completed:", "completed:"),
        (
            "FAILED",
            "try-another-method: retry support",
            "payout-failed: support",
        ),
        ("EXPIRED", "start-again: retry", "start-again: retry"),
        ("CANCELLED", "start-again: retry", "start-again: retry"),
        ("REFUNDED", "refunded: support", "refunded: support"),
    ] {
        assert_eq!(of(status, Side::Buy, None), buy);
        assert_eq!(of(status, Side::Sell, None), sell);
    }
}

#[test]
fn while_nothing_is_known_the_prompt_is_waiting() {
    assert_eq!(told(prompt(&situation(None, None), &links())), "waiting:");
}

#[test]
fn a_failed_buy_asks_for_another_card_only_where_a_card_was_used() {
    assert_eq!(
        of("FAILED", Side::Buy, Some("credit_debit_card")),
        "try-another-card: retry support"
    );
    for method in ["sepa_bank_transfer", "apple_pay", "pm_ach_push"] {
        assert_eq!(
            of("FAILED", Side::Buy, Some(method)),
            "try-another-method: retry support"
        );
    }
}

#[test]
fn retry_is_withheld_until_the_stop_is_confirmed() {
    for status in ["FAILED", "CANCELLED", "EXPIRED"] {
        let order = order(status);
        let unsure = Situation {
            confirmed: false,
            ..situation(Some(&order), Some(Side::Buy))
        };
        assert!(
            !told(prompt(&unsure, &links())).contains("retry"),
            "{status}"
        );
    }
}

#[test]
fn a_restricted_user_is_offered_neither_resume_nor_retry() {
    let restricted = user("ACTIVE", "REJECTED");
    for status in [
        "AWAITING_PAYMENT_FROM_USER",
        "FAILED",
        "EXPIRED",
        "CANCELLED",
    ] {
        let order = order(status);
        let here = Situation {
            user: Some(&restricted),
            ..situation(Some(&order), Some(Side::Buy))
        };
        assert_eq!(
            told(prompt(&here, &links())),
            "account-restricted: support",
            "{status}"
        );
    }
    for status in ["PROCESSING", "A_NEW_CODE", "COMPLETED", "REFUNDED"] {
        let order = order(status);
        let here = Situation {
            user: Some(&restricted),
            ..situation(Some(&order), Some(Side::Buy))
        };
        assert!(
            !told(prompt(&here, &links())).contains("restricted"),
            "{status} is told all the same"
        );
        assert!(
            !told(prompt(&here, &links())).contains("resume"),
            "{status}"
        );
    }
}

#[test]
fn without_an_order_the_user_is_told_restricted_then_pending_then_verified_then_nothing() {
    let pending = [Order {
        id: Some(OTHER_ID.to_owned()),
        ..order("AWAITING_PAYMENT_FROM_USER")
    }];
    let done = [order("COMPLETED")];
    let (restricted, verified, neither) = (
        user("INACTIVE", "APPROVED"),
        user("ACTIVE", "APPROVED"),
        user("ACTIVE", "SUBMITTED"),
    );
    for (who, orders, expected) in [
        (&restricted, &pending[..], "account-restricted: support"),
        (&verified, &pending[..], "finish-pending-order: resume"),
        (&verified, &done[..], "already-verified:"),
        (&verified, &[][..], "already-verified:"),
        (&neither, &[][..], ""),
    ] {
        let here = Situation {
            followed: false,
            user: Some(who),
            active_orders: orders,
            order_id: None,
            ..situation(None, None)
        };
        assert_eq!(told(prompt(&here, &links())), expected);
    }
}

#[test]
fn each_of_three_signals_alone_restricts() {
    assert_eq!(
        user("SUSPENDED", "APPROVED").signal(),
        Some(UserSignal::Restricted)
    );
    assert_eq!(
        user("ACTIVE", "REJECTED").signal(),
        Some(UserSignal::Restricted)
    );
    let not_allowed = User {
        is_allowed_to_place_order: Some(false),
        ..user("ACTIVE", "APPROVED")
    };
    assert_eq!(not_allowed.signal(), Some(UserSignal::Restricted));
    assert_eq!(
        user("ACTIVE", "APPROVED").signal(),
        Some(UserSignal::AlreadyVerified)
    );
    assert_eq!(User::default().signal(), None);
}

#[test]
fn resume_goes_where_the_page_says_else_to_transaks_page_of_the_order() {
    let pending = order("AWAITING_PAYMENT_FROM_USER");
    let href = |situation: &Situation<'_>, links: &Links| {
        prompt(situation, links).unwrap().actions[0]
            .href()
            .unwrap()
            .to_owned()
    };
    let here = situation(Some(&pending), Some(Side::Buy));
    assert_eq!(
        href(&here, &links()),
        format!("https://global.transak.com/user/order/{ORDER_ID}")
    );
    let staging = Links {
        transak: "https://global-stg.transak.com",
        ..links()
    };
    assert_eq!(
        href(&here, &staging),
        format!("https://global-stg.transak.com/user/order/{ORDER_ID}")
    );
    let own = Links {
        resume: Some("/pay".to_owned()),
        ..links()
    };
    assert_eq!(href(&here, &own), "/pay");
    let nameless = Order {
        id: Some("../../evil".to_owned()),
        ..pending.clone()
    };
    assert_eq!(
        href(
            &Situation {
                order_id: None,
                ..situation(Some(&nameless), None)
            },
            &links()
        ),
        "https://global.transak.com/user/orders"
    );
}

#[test]
fn retry_without_a_retry_url_is_only_an_event() {
    let failed = order("FAILED");
    let nowhere = Links {
        retry: None,
        ..links()
    };
    let retry = &prompt(&situation(Some(&failed), Some(Side::Buy)), &nowhere)
        .unwrap()
        .actions[0];
    assert_eq!((retry.name(), retry.href()), ("retry", None));
}

#[test]
fn a_completed_order_links_to_its_transaction_only_by_the_link_rules() {
    let hash = "0x7d2f3c9a1b5e8f6047c2a9d3e1b8f5a6c4d7e2f9b1a3c5d7e9f2a4b6c8d1e3f5";
    let link = |hash: &str| Order {
        transaction_hash: Some(hash.to_owned()),
        transaction_link: Some(format!("https://etherscan.io/tx/{hash}")),
        ..order("COMPLETED")
    };
    let told_of = |order: &Order| told(prompt(&situation(Some(order), Some(Side::Buy)), &links()));
    assert_eq!(told_of(&link(hash)), "completed: view-transaction");
    assert_eq!(told_of(&link("DUMMY_TX_ID")), "completed:");
    let evil = Order {
        transaction_link: Some(format!("https://evil.example/tx/{hash}")),
        ..link(hash)
    };
    assert_eq!(told_of(&evil), "completed:");
}

#[test]
fn each_thing_that_is_needed_to_send_crypto_has_its_own_copy_action() {
    let full = Order {
        deposit_address: Some("0xA".to_owned()),
        crypto_amount: Some(Amount::Number(0.5)),
        network: Some("ethereum".to_owned()),
        ..order("AWAITING_PAYMENT_FROM_USER")
    };
    let actions = prompt(&situation(Some(&full), Some(Side::Sell)), &links())
        .unwrap()
        .actions;
    let copied: Vec<_> = actions
        .iter()
        .filter_map(|action| {
            if let transak_order_tracker::prompt::Action::Copy(what) = action {
                Some(*what)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(copied, [Copied::Address, Copied::Amount, Copied::Network]);
}

#[test]
fn a_code_that_nobody_knows_leads_to_the_order_at_transak_and_offers_nothing_else() {
    for side in [Side::Buy, Side::Sell] {
        assert_eq!(of("A_NEW_CODE", side, None), "in-progress: resume");
    }
    let order = order("PROCESSING");
    assert_eq!(
        told(prompt(&situation(Some(&order), None), &links())),
        "in-progress:"
    );
}
