//! Frames of the server, and what they change.
//!
//! Invariant: before the handshake only the handshake and a ping mean something; but any frame is a sign of life.

use super::frame::{self, Data, Frame};
use super::liveness::Liveness;
use super::{Connection, Link, Output};
use crate::json::Json;

impl<J: Json> Connection<J> {
    pub(super) fn frame(&mut self, text: &str, random: u32) {
        let mut up = false;
        match &mut self.link {
            Link::Off(_) | Link::Refused(_) => return,
            Link::Opening(_) => {}
            Link::Up(liveness) => {
                liveness.heard(self.now);
                up = true;
            }
        }
        self.heard = Some(self.now);
        let Some(frame) = frame::read(&self.json, text) else {
            return;
        };
        match frame.event.as_str() {
            "pusher:ping" => self.send(frame::PONG),
            "pusher:connection_established" if !up => {
                let activity = frame::number(&self.json, &frame.data, "activity_timeout");
                self.link = Link::Up(Liveness::new(self.now, activity, random));
            }
            _ if !up => {}
            "pusher_internal:subscription_succeeded" => {
                if let Some(channel) = self.wishes.granted(&frame.channel) {
                    self.outputs.push(Output::Subscribed(channel));
                }
            }
            "pusher:subscription_error" => {
                let status = frame::number(&self.json, &frame.data, "status");
                self.rejected(&frame.channel, status, random);
            }
            event if frame::is_reserved(event) => {}
            _ => self.event(frame),
        }
    }

    /// An event of a channel.
    fn event(&mut self, frame: Frame<J::Value>) {
        let Some(channel) = self.wishes.wanted(&frame.channel).cloned() else {
            return;
        };
        match frame.data {
            Data::Object(data) => self.outputs.push(Output::Message {
                channel,
                event: frame.event,
                data,
            }),
            Data::Token => self.outputs.push(Output::Token(channel)),
            Data::Other => {}
        }
    }

    fn rejected(&mut self, name: &str, status: Option<u32>, random: u32) {
        let status = status
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (400..500).contains(status));
        let Some((channel, failure)) = self.wishes.failed(name, status.is_some(), self.now, random)
        else {
            return;
        };
        if failure.was_live {
            self.outputs.push(Output::Unsubscribed(channel.clone()));
        }
        if let Some(status) = status
            && failure.refused
        {
            self.outputs
                .push(Output::ChannelRefused { channel, status });
        }
    }
}
