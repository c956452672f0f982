internal import OutboardSystem
internal import Synchronization

/// Brings attachments, which come over the control socket, to the calls they belong to, which come over the lanes.
package final class AttachmentTable: Sendable {
    private let boxes = Mutex<[AttachmentMessage: OneShot<Attachment>]>([:])

    private func box(_ message: AttachmentMessage) -> OneShot<Attachment> {
        boxes.withLock { boxes in
            if let box = boxes[message] { return box }
            let box = OneShot<Attachment>()
            boxes[message] = box
            return box
        }
    }

    /// Hands in an attachment that has come.
    package func deliver(_ attachment: Attachment, for message: AttachmentMessage) {
        box(message).fulfil(attachment)
    }

    /// Takes an attachment, waiting for it to come. Blocks the thread; the host sends it before, or on, request.
    func take(_ message: AttachmentMessage) -> Attachment? {
        let attachment = box(message).wait()
        boxes.withLock { $0[message] = nil }
        return attachment
    }
}
