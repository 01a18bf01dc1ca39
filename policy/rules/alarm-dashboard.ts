import { findingAt, ofType } from '../engine/deployed.ts';
import { hide, remove, replace } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { bodyOf, widgetsOf } from '../facts/dashboard.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { unpublished } from '../facts/published-metrics.ts';

const BODY = 'Dashboard.Properties.DashboardBody';

/** Whether the body is one at all, and whose its dimensions are, is for STACK-16. */
export const alarmDashboard: Rule = {
  id: 'ALARM-9',
  title: 'Every dashboard shows metrics that somebody publishes, by their dimensions',
  why: 'CloudWatch draws an empty graph for a metric that does not exist, and it looks like a quiet day.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html',
    controls: ['Well-Architected OPS08-BP05'],
  },
  check(context) {
    const dashboards = ofType(context, 'AWS::CloudWatch::Dashboard');
    const imageFunction = imagePipelineOf(context)?.imageFunction;
    if (imageFunction && dashboards.length === 0)
      return [findingAt(context, imageFunction, [], 'a dashboard that shows the function', 'no dashboard')];
    return checkEach(dashboards, (dashboard) => {
      const widgets = widgetsOf(bodyOf(dashboard) ?? {});
      const metrics = widgets.flatMap((widget) => widget.metrics);
      const at = ['DashboardBody'];
      if (metrics.length === 0) return [findingAt(context, dashboard, at, 'widgets that show metrics')];
      return metrics.flatMap(({ place, namespace, name, dimensions }) => {
        const reference = { namespace, name, dimensions: dimensions.map((dimension) => dimension.name) };
        const wrong = unpublished(context, reference, imagePipelineOf(context) !== undefined);
        return wrong ? [findingAt(context, dashboard, at, `${wrong.expected} in ${place}`, wrong.received)] : [];
      });
    });
  },
  mutants: [
    { title: 'there is no dashboard', kind: 'absent', mutate: remove('Dashboard') },
    {
      title: 'one metric has a slip in its name',
      kind: 'single',
      mutate: replace(BODY, 'MessagesNotVisible', 'MessageNotVisible'),
    },
    {
      title: 'one metric has a dimension that it does not have',
      kind: 'boundary',
      mutate: replace(BODY, '"BucketName","${UploadBucket}",', ''),
    },
    {
      title: 'one search is for a dimension that the metric does not have',
      kind: 'boundary',
      mutate: replace(BODY, 'Pipeline,Code}', 'Pipeline,Reason}'),
    },
    { title: 'the filter that makes one metric is gone', kind: 'related', mutate: remove('ErrorLinesMetricFilter') },
    { title: 'the body cannot be known', kind: 'hidden', mutate: hide(BODY) },
  ],
};
