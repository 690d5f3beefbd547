/** How many of a request's choices are worked on at a time: each holds a copy of the request for its model. */
export const RUNS_AT_ONCE = 8;
