/**
 * The person whom a request is made for, as the front end that they sit at tells it.
 *
 * @publicApi
 */
export interface EndUser {
  /** What {@link source} calls them; at most 256 visible ASCII characters where it comes from a header. */
  readonly id: string;
  /** Who says so, such as `open-webui`: the same id of two sources is two people. */
  readonly source: string;
  /** How they are called; for people to read, and never told apart by. */
  readonly name?: string;
  readonly email?: string;
  /** What they are in the front end, such as `admin` or `user`. */
  readonly role?: string;
}

/**
 * The chat that a request belongs to, as its front end calls it. An id means something among the chats of one owner
 * only. What was said in it is what the request says: the same chat with another parent message is a branch.
 *
 * @publicApi
 */
export interface ChatSession {
  /** At most 256 visible ASCII characters, fit to be the name of a folder. */
  readonly id: string;
  /** The message that the answer becomes. */
  readonly messageId?: string;
  /** The message that is answered. */
  readonly userMessageId?: string;
  /** What came before that message; another one after a regenerated or edited message. */
  readonly userMessageParentId?: string;
}
