/// A call that is the only one on its lane, as its answer has to look if it is a plain one.
///
/// Made before the call is published, so that nothing has to be computed when the answer is there.
struct LoneCall {
    /// Stamp and identity of the record that answers it.
    let stampedCall: UInt64
    /// The other word of that record's header, without the length.
    let headerWord: UInt64

    /// The number of the call.
    var callID: UInt32 { UInt32(truncatingIfNeeded: stampedCall &>> 32) }
}
