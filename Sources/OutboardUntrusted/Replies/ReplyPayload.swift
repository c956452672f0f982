/// Where the payload of a reply lies, and how long it is where the header says so.
package enum ReplyPayload: Equatable, Sendable {
    /// In the record: so many bytes, at most a body.
    case inline(Int)
    /// In the block of the record's slot: so many bytes, at most a block.
    case block(Int)
    /// In the lane's bulk area; the body says how long it is.
    case bulk
    /// In what was lent for it; the body says how long it is.
    case attachment
}
