//! A shop's page in Leptos (client side rendering) with the tracker as a component.

#[cfg(target_family = "wasm")]
mod page {
    use leptos::prelude::*;
    use leptos::web_sys::UrlSearchParams;
    use transak_order_tracker::OrderTracker;
    use transak_order_tracker::feed::event::StatusChange;

    #[component]
    pub(super) fn Page() -> impl IntoView {
        let search = window().location().search().unwrap_or_default();
        let query = UrlSearchParams::new_with_str(&search).ok();
        let given = move |name: &str| query.as_ref().and_then(|query| query.get(name));
        let ended = RwSignal::new(String::new());
        view! {
            <h1>"Thank you"</h1>
            <OrderTracker
                order_id=given("orderId")
                stream_url=given("stream")
                status_url=given("source")
                on_order_final=move |change: StatusChange| ended.set(change.status)
            />
            <output>{ended}</output>
        }
    }
}

fn main() {
    #[cfg(target_family = "wasm")]
    leptos::mount::mount_to_body(page::Page);
}
