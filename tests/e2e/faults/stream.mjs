// The faults of the stream: sockets that break, lie, fall silent or never open, and frames that are none.

const HEARD = { at: "live", end: "heard" };
const cut = (code) => ({
  name: `closed_with_${code}_while_the_order_moves_on_unheard`, made: `all sockets closed with ${code}; the last steps only at the endpoint`,
  holds: "one new socket, one question, the end is shown", at: "live", sockets: 2,
  lift: ({ sandbox }) => sandbox.close(code),
});
const loop = (name, plan, sockets, more = {}) => ({
  name, made: JSON.stringify(plan), holds: `polling meanwhile, "checking"; at most ${sockets} sockets; live again after`, at: "live", plan: { stream: plan }, sockets,
  strike: ({ sandbox }) => sandbox.close(1006), label: ["checking"],
  during: async ({ move, opened }) => {
    await move("PROCESSING");
    await opened(3);
    await move("PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
  },
  ...more,
});
const handshake = (value) => ({
  name: `activity_timeout_${JSON.stringify(value).replaceAll('"', "").replace("-", "minus_")}`, made: "an odd handshake", holds: "live, with the default instead",
  plan: { stream: { activityTimeout: value } }, end: "heard", strike: ({ live }) => live(),
});
const halfOpen = (name, sockets, more) => ({
  name, made: `half-open sockets (${sockets}): swallowed both ways, even a close`, holds: "never live for more than 40 s; replaced, and asked",
  at: "live", plan: { stream: { halfOpen: sockets } }, stays: sockets === "old", sockets: 2, dead: true,
  during: async ({ move, opened }) => {
    await move("PROCESSING");
    await opened(2);
    await move("PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
  },
  ...more,
});
const frames = (name, plan, more = {}) => ({
  name, made: JSON.stringify(plan), holds: "the socket stays, nothing wrong is shown, the end is heard", ...HEARD, plan: { stream: plan }, ...more,
});
const spoiled = (name, plan) => frames(name, plan, {
  during: async ({ move, rest }) => {
    await move("PROCESSING");
    await move("PENDING_DELIVERY_FROM_TRANSAK");
    await rest(300);
  },
});
const garbage = (kind) => frames(`garbage_before_every_frame_${kind}`, { garbage: kind }, {
  stays: true, during: async ({ move }) => {
    await move("PROCESSING");
    await move("PENDING_DELIVERY_FROM_TRANSAK");
  },
});
const forged = (name, holds, during, more = {}) => ({ name, made: "POST /sandbox/orders/{id}/publish or /status", holds, ...HEARD, during, ...more });
const completed = async ({ sandbox, id }) => {
  const { data } = await (await fetch(`${sandbox.url}/orders/${id}`)).json();
  return { ...data, status: "COMPLETED" };
};
const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

export const STREAM = [
  halfOpen("half_open_and_nobody_says_so", "old", { sockets: 2 }),
  halfOpen("half_open_and_the_browser_says_online", "old", { strike: ({ dispatch }) => dispatch("online") }),
  halfOpen("half_open_then_the_network_is_switched", "old", {
    strike: async ({ dispatch }) => {
      await dispatch("offline");
      await dispatch("online");
    },
  }),
  halfOpen("half_open_and_the_page_becomes_visible", "old", {
    strike: ({ page }) => page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange"))),
  }),
  halfOpen("half_open_old_and_new_sockets", "all", {
    sockets: 5, strike: ({ dispatch }) => dispatch("online"), label: ["checking"], lift: ({ sandbox }) => sandbox.close(1006),
  }),
  { ...halfOpen("a_server_that_only_says_nothing", "all", { strike: ({ dispatch }) => dispatch("online"), sockets: 5, label: ["checking"] }), made: "silent: true", plan: { stream: { silent: true } } },
  { name: "an_upgrade_without_a_handshake", made: "noHandshake", holds: "given up after 10 s; polling meanwhile", plan: { stream: { noHandshake: true } }, label: ["checking"], sockets: 4,
    during: async ({ move, opened }) => { await move("PROCESSING"); await opened(2); } },
  { name: "a_subscription_that_nobody_answers", made: 'subscription: "unanswered"', holds: "asked again after 10 s; polling meanwhile", plan: { stream: { subscription: "unanswered" } }, label: ["checking"],
    lift: ({ live }) => live(), end: "heard" },
  { name: "a_subscription_answered_with_500", made: "subscription: 500", holds: "asked again, live later", plan: { stream: { subscription: 500 } }, label: ["checking"], lift: ({ live }) => live(), end: "heard" },
  { name: "a_subscription_answered_with_403", made: "subscription: 403", holds: "STREAM_REFUSED once, polling to the end", plan: { stream: { subscription: 403 } }, stays: true, errors: ["STREAM_REFUSED"] },
  { name: "an_upgrade_refused_with_503", made: "upgradeStatus: 503", holds: "polling, then live", plan: { stream: { upgradeStatus: 503 } }, sockets: 8, during: loop("", {}, 0).during, label: ["checking"], lift: ({ live }) => live(), end: "heard" },
  { name: "an_upgrade_refused_with_403_for_ever", made: "upgradeStatus: 403", holds: "polling to the end, no error", plan: { stream: { upgradeStatus: 403 } }, sockets: 8, stays: true, label: ["checking"] },
  { name: "the_whole_server_is_down_at_the_start", made: "503 for upgrades and questions", holds: "right soon after it is back", plan: { stream: { upgradeStatus: 503 }, orders: { status: 503 } }, sockets: 8,
    during: async ({ move, opened }) => { await move("PROCESSING"); await opened(2); await move("PENDING_DELIVERY_FROM_TRANSAK"); } },
  ...[1000, 1001, 1006, 1011, 4200, 4201].map(cut),
  { ...cut(4001), name: "a_running_socket_closed_with_4001", holds: "STREAM_REFUSED once, no new socket, polling to the end", sockets: 1, errors: ["STREAM_REFUSED"], lift: undefined, strike: ({ sandbox }) => sandbox.close(4001) },
  { name: "refused_with_4009_at_the_start", made: "closeCode: 4009", holds: "the same", plan: { stream: { closeCode: 4009 } }, errors: ["STREAM_REFUSED"] },
  loop("closed_with_4200_again_and_again", { closeCode: 4200 }, 8),
  loop("closed_with_4201_after_every_handshake", { closeCode: 4201, closeAfter: 1 }, 8),
  loop("cut_after_the_second_frame_again_and_again", { closeAfter: 2 }, 8, { label: undefined }),
  loop("over_capacity_4100", { closeCode: 4100 }, 8),
  ...["omit", 0, -5, "soon", 1e9].map(handshake),
  frames("every_frame_late_by_one_to_two_seconds", { delayMs: 1_000, jitterMs: 1_000 }, { stays: true, during: async ({ move }) => { await move("PROCESSING"); await move("PENDING_DELIVERY_FROM_TRANSAK"); } }),
  spoiled("doubled_frames", { frames: "double" }),
  spoiled("frames_in_the_wrong_order", { frames: "swap", every: 2 }),
  spoiled("every_second_frame_lost", { frames: "drop", every: 2 }),
  spoiled("the_next_two_frames_lost", { frames: "drop", next: 2 }),
  spoiled("corrupted_frames", { frames: "corrupt" }),
  spoiled("frames_of_more_than_64_KiB", { frames: "oversize" }),
  ...["empty", "null", "array", "number", "eventNumber", "byteOrderMark", "nested", "binary"].map(garbage),
  ...[
    ["a_port_that_nobody_listens_at", () => "ws://127.0.0.1:9/app/key"],
    ["a_host_without_an_address", () => "wss://nowhere.invalid/app/key"],
    ["a_server_that_speaks_no_TLS", ({ streamUrl }) => streamUrl.replace("ws:", "wss:")],
  ].map(([name, url]) => ({ name, made: "stream-url", holds: 'polling to the end, "checking", no error', follow: (sandbox) => ({ "stream-url": url(sandbox) }), sockets: 8, label: ["checking"] })),
  forged("events_that_nobody_may_send", "dropped: no hint, no question", async (stage) => {
    const order = await completed(stage);
    for (const event of ["client-ORDER_COMPLETED", "pusher:ORDER_COMPLETED", "pusher_internal:ORDER_COMPLETED"]) await stage.publish(event, order);
    await stage.move("PROCESSING");
    await stage.shown("PROCESSING");
  }, { then: ({ news }) => { if (news.some(({ status, known }) => status === "COMPLETED" && !known.includes(status))) throw new Error("a forged event was shown"); } }),
  forged("an_event_of_another_order", "dropped", async (stage) => {
    await stage.publish("ORDER_COMPLETED", { ...(await completed(stage)), id: "00000000-0000-4000-8000-000000000000" });
    await stage.move("PROCESSING");
    await stage.shown("PROCESSING");
  }, { then: ({ news }) => { if (news.some(({ status, known }) => status === "COMPLETED" && !known.includes(status))) throw new Error("another order was shown"); } }),
  forged("the_name_of_the_event_contradicts_its_status", "the status decides", async ({ move, shown }) => {
    await move("PROCESSING", { event: "ORDER_COMPLETED" });
    await shown("PROCESSING");
  }),
  forged("a_forged_end", "shown as not confirmed, taken back, CONFLICT once", async ({ move, told, until }) => {
    await move("PROCESSING");
    await until((it) => it.status === "PROCESSING" && it.confirmed);
    await move("COMPLETED", { record: false });
    await told("CONFLICT");
    await until((it) => it.status === "PROCESSING" && it.confirmed);
  }, { errors: ["CONFLICT"] }),
  forged("a_token_instead_of_an_order", "CONFIG once", async ({ publish, move }) => {
    for (let at = 0; at < 3; at++) await publish("ORDER_COMPLETED", TOKEN);
    await move("PROCESSING");
  }, { errors: ["CONFIG"] }),
];
