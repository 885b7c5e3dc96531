//! Frames of the server, and what they change.
//!
//! Invariant: before the handshake only the handshake and a ping mean something; but any frame is a sign of life.

use super::frame::{self, Frame};
use super::liveness::Liveness;
use super::{Connection, Link, Output};
use crate::json::Json;

impl<J: Json> Connection<J> {
    pub(super) fn frame(&mut self, text: &str, random: u32) {
        match &mut self.link {
            Link::Off(_) | Link::Refused => return,
            Link::Opening(_) => {}
            Link::Up(liveness) => liveness.heard(self.now),
        }
        self.heard = Some(self.now);
        let up = matches!(self.link, Link::Up(_));
        match frame::read(&self.json, text) {
            Some(Frame::Ping) => self.outputs.push_back(Output::Send(frame::PONG.to_owned())),
            Some(Frame::Established(activity)) if !up => {
                self.link = Link::Up(Liveness::new(self.now, activity));
            }
            Some(frame) if up => self.news(frame, random),
            Some(_) | None => {}
        }
    }

    /// A frame of a connection that is up.
    fn news(&mut self, frame: Frame<J::Value>, random: u32) {
        match frame {
            Frame::Subscribed(name) => self
                .outputs
                .extend(self.wishes.granted(&name).map(Output::Subscribed)),
            Frame::Rejected { channel, status } => self.rejected(&channel, status, random),
            Frame::Message {
                channel,
                event,
                data,
            } => {
                let channel = self.wishes.wanted(&channel).cloned();
                self.outputs.extend(channel.map(|channel| Output::Message {
                    channel,
                    event,
                    data,
                }));
            }
            Frame::Token { channel } => self
                .outputs
                .extend(self.wishes.wanted(&channel).cloned().map(Output::Token)),
            Frame::Established(_) | Frame::Ping => {}
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
            self.outputs
                .push_back(Output::Unsubscribed(channel.clone()));
        }
        if let Some(status) = status
            && failure.refused
        {
            self.outputs
                .push_back(Output::ChannelRefused { channel, status });
        }
    }
}
