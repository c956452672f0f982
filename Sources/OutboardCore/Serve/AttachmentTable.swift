internal import OutboardSystem

/// Brings attachments, which come over the control socket, to the calls they belong to, which come over the lanes.
package final class AttachmentTable: Sendable {
    private struct State {
        var boxes: [AttachmentMessage: OneShot<Attachment?>] = [:]
        var isClosed = false
    }

    private let state = Locked(State())

    private func box(_ message: AttachmentMessage) -> OneShot<Attachment?> {
        state.withLock { state in
            if let box = state.boxes[message] { return box }
            let box = OneShot<Attachment?>()
            if state.isClosed { box.fulfil(nil) }
            state.boxes[message] = box
            return box
        }
    }

    /// Ends all waits, now and later: no attachment will come any more.
    func close() {
        let boxes = state.withLock { state in
            state.isClosed = true
            return Array(state.boxes.values)
        }
        for box in boxes { box.fulfil(nil) }
    }

    /// Hands in an attachment that has come, or nothing if there will be none.
    package func deliver(_ attachment: Attachment?, for message: AttachmentMessage) {
        box(message).fulfil(attachment)
    }

    /// Takes an attachment, waiting for it to come.
    ///
    /// Blocks the thread; the host sends it before, or on, request.
    func take(_ message: AttachmentMessage) -> Attachment? {
        let attachment = box(message).wait()
        state.withLock { $0.boxes[message] = nil }
        return attachment ?? nil
    }
}
