internal import OutboardSystem

/// What became of a plugin's wish for room for a reply.
enum Lease {
    /// It got an attachment.
    case lent(LentAttachment)
    /// It got none; the text says why, as a clause.
    case refused(String)
}

/// An attachment that is lent to a plugin, until the host lets go of it.
final class LentAttachment: Sendable {
    /// The attachment.
    let attachment: Attachment
    private let budget: LendingBudget

    /// Takes over an attachment whose bytes have been taken out of a budget.
    init(_ attachment: Attachment, budget: LendingBudget) {
        self.attachment = attachment
        self.budget = budget
    }

    deinit {
        budget.give(attachment.byteCount)
    }
}
