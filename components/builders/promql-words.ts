const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Functions that read a series over time: one of their arguments is a range, such as `up[5m]`. */
export const rangeFunctions = list(`
  absent_over_time avg_over_time changes count_over_time delta deriv double_exponential_smoothing idelta increase irate
  last_over_time mad_over_time max_over_time min_over_time predict_linear present_over_time quantile_over_time rate resets
  stddev_over_time stdvar_over_time sum_over_time
`);

/** All other functions that Prometheus 3 has without a feature flag (Prometheus, Query functions). */
export const instantFunctions = list(`
  abs absent acos acosh asin asinh atan atanh ceil clamp clamp_max clamp_min cos cosh day_of_month day_of_week day_of_year
  days_in_month deg exp floor histogram_avg histogram_count histogram_fraction histogram_quantile histogram_stddev
  histogram_stdvar histogram_sum hour label_join label_replace ln log10 log2 minute month pi rad round scalar sgn sin sinh
  sort sort_desc sqrt tan tanh time timestamp vector year
`);

/** Aggregations (Prometheus, Operators: aggregation operators). */
export const aggregations = list("avg bottomk count count_values group max min quantile stddev stdvar sum topk");

/** Operators between two expressions, words included. */
export const binaryOperators = list("+ - * / % ^ == != > < >= <= and or unless atan2");

/** Words that are no metric names where an expression is expected. */
export const keywords = list("and or unless atan2 bool by without on ignoring group_left group_right offset");
